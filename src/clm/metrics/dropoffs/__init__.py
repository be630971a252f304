"""Drop-offs: the share that goes on from each stage, and the people and money that do not."""
