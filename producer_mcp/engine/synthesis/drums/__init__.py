"""Drums: every blow a short sound of its own, gathered into kits."""

from .kits import KITS, hit_of
from .standing import Hit, Kit

__all__ = ["KITS", "Hit", "Kit", "hit_of"]
