"""A node_config of AWS, checked against the EC2 model that botocore ships."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from relsearch.cluster.finding import Finding
from relsearch.errors import did_you_mean

RAYS_OWN = frozenset({"SubnetIds"})
"""Keys that Ray takes out before it asks EC2."""
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "long": int,
    "boolean": bool,
    "float": (int, float),
    "double": (int, float),
    "structure": Mapping,
    "list": list,
    "map": Mapping,
}


def aws_findings(node_config: Mapping[str, Any], key: str) -> Iterator[Finding]:
    """Yield unknown keys, wrong types and unknown names (of instance types, of markets, ...)."""
    try:
        shape = _run_instances()
    except ImportError:
        said = "not checked: EC2's model comes with boto3 (pip install boto3)"
        yield Finding(key, said, is_fault=False)
        return
    asked = {name: value for name, value in node_config.items() if name not in RAYS_OWN}
    yield from _compare(asked, shape, key)


@cache
def _run_instances() -> Any:
    """The shape of EC2's RunInstances, which Ray calls with the node_config."""
    from botocore.loaders import Loader
    from botocore.model import ServiceModel

    model = ServiceModel(Loader().load_service_model("ec2", "service-2"), "ec2")
    return model.operation_model("RunInstances").input_shape


def _compare(value: Any, shape: Any, key: str) -> Iterator[Finding]:
    wanted: Any = TYPES.get(shape.type_name, object)
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        yield Finding(key, f"should be of type {shape.type_name}, but got {value!r}")
    elif shape.type_name == "structure":
        for name, inner in value.items():
            if name in shape.members:
                yield from _compare(inner, shape.members[name], f"{key}.{name}")
            else:
                yield Finding(f"{key}.{name}", f"unknown key{did_you_mean(name, shape.members)}")
    elif shape.type_name == "list":
        for at, inner in enumerate(value):
            yield from _compare(inner, shape.member, f"{key}[{at}]")
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        hint = did_you_mean(value, shape.enum)
        yield Finding(key, f"EC2 knows no {shape.name} {value!r}{hint if len(hint) < 200 else ''}")
