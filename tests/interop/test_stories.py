"""Every section of the story is told."""

from __future__ import annotations

import importlib
import pkgutil

from tests.interop import stories


def test_each_module_with_a_section_is_in_the_declared_order() -> None:
    found = {
        module.name
        for module in pkgutil.iter_modules(stories.__path__)
        if hasattr(importlib.import_module(f"{stories.__name__}.{module.name}"), "tell")
    }
    assert found == set(stories.SECTIONS)
    assert len(set(stories.SECTIONS)) == len(stories.SECTIONS)
    assert stories.SECTIONS[-1] == "farewell"
