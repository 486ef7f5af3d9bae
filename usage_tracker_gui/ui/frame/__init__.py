"""What stands around every page: side bar, top bar, status bar, problems, and the names of pages.

May import the look, the parts and the domain. The choice of period, zone and tier
lives here, so that all pages show the same view.
"""
