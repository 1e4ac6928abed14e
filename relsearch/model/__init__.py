"""The network: a pretrained encoder, a head that reads its states, and the losses."""
