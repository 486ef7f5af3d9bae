"""How a sheet is read, and what is wrong with one that can't be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from usage_tracker_gui.domain.price_sheet import PriceSheetError, read_fees, read_prices


def test_columns_may_stand_in_any_order_and_be_left_out() -> None:
    (row,) = read_prices("output,model,service\r\n10,gpt-4o,openai\r\n")
    assert (row.service, row.model, row.tier, row.over) == ("openai", "gpt-4o", "standard", 0)
    assert row.published() == {"output": Decimal(10)}


def test_an_empty_cell_is_unknown_and_zero_is_free() -> None:
    (row,) = read_prices("service,model,input,output\nx,m,,0\n")
    assert (row.rate("input"), row.rate("output")) == (None, Decimal(0))


def test_hours_and_characters_have_columns_of_their_own() -> None:
    (row,) = read_prices("service,model,audio_hour,characters\nx,m,0.36,15\n")
    assert row.published() == {"audio_hour": Decimal("0.36"), "characters": Decimal(15)}


def test_a_sheet_of_nothing_has_no_rows() -> None:
    assert read_prices("") == []
    assert read_prices("\ufeffservice,model,input\n\n") == []


def test_dates_are_read() -> None:
    (row,) = read_prices("service,model,effective_from,checked\nx,m,2026-01-02,2026-01-03\n")
    assert (row.since, row.checked) == (date(2026, 1, 2), date(2026, 1, 3))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("service,input\nx,1\n", 1, "column 'model' is missing"),
        ("service,model,inptu\nx,m,1\n", 1, "unknown column 'inptu'"),
        ("service,model,input,input\nx,m,1,1\n", 1, "column 'input' stands twice"),
        ("service,model,input\nx,m,1\nx,n\n", 3, "2 cells where the heading has 3"),
        ("service,model,input\nx,m,cheap\n", 2, "'cheap' is no price"),
        ("service,model,input\nx,m,-1\n", 2, "'-1' is no price"),
        ("service,model,input\nx,m,NaN\n", 2, "'NaN' is no price"),
        ("service,model,input\nx,m,Infinity\n", 2, "'Infinity' is no price"),
        ("service,model,input\n,m,1\n", 2, "service is empty"),
        ("service,model,input\nx,m ,1\n", 2, "model is padded with blanks"),
        ("service,model,context_over_tokens\nx,m,200k\n", 2, "'200k' is no number of tokens"),
        ("service,model,effective_from\nx,m,2026-02-30\n", 2, "'2026-02-30' is no date"),
        ('service,model,input\nx,"m,1\n', 2, "not CSV (unexpected end of data)"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(PriceSheetError) as caught:
        read_prices(text)
    assert (caught.value.line, caught.value.reason) == (line, reason)


def test_a_fee_needs_a_price() -> None:
    assert read_fees("service,model,tool,usd_per_call\nx,*,search,0.01\n")[0].usd_per_call == Decimal("0.01")
    with pytest.raises(PriceSheetError, match="line 2 of the price sheet: usd_per_call is empty"):
        read_fees("service,model,tool,usd_per_call\nx,*,search,\n")
