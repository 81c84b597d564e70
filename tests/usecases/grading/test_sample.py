"""x"""
def test_that_a(county):
    print({n:(p.name,p.rung,p.status) for n,p in county.people().items()}, county.actor("9013"))
    county.closed_year({"0001":{"score":"91.00","band":"excellent","quarters":"90.00"}})
def test_b(county):
    assert county.managers()
