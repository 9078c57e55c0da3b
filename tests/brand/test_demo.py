"""The brand of the demonstration."""

from __future__ import annotations

import pytest

from ngnpanel.brand import colours
from ngnpanel.brand.models import Brand
from ngnpanel.launch.demo import brand


@pytest.mark.django_db
def test_it_is_made_once_and_left_alone() -> None:
    brand.load(7)
    made = Brand.objects.get(reseller=7)
    assert made.logos.count() == 2
    assert colours.passes(made.accent, colours.LIGHT)
    made.name = "Ours"
    made.save()
    brand.load(7)
    assert Brand.objects.get(reseller=7).name == "Ours"
