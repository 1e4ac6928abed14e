"""Settings: the frozen pydantic base of every section; a key it does not know is an error."""

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """A frozen section of a search file that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)
