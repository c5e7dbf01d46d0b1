"""Drums: every blow a short sound of its own, gathered into kits."""

from .kits import KITS, Hit, Kit, hit_of

__all__ = ["KITS", "Hit", "Kit", "hit_of"]
