"""The reconcile page: the estimate beside the bill, and the reasons between them.

May import the look, the parts and the domain.
The comparison itself is made elsewhere; this page only shows it.
"""
