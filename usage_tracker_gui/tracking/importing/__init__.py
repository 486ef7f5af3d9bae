"""Usage out of files that people have: CSV and JSON lines of any provenance, read line by line.

A line that can't be usage is rejected with its number and a reason; the others are kept, and a file that is imported
again changes nothing. Memory stays the same however long a file or one of its lines is. Imports the domain alone.
"""
