"""What surrounds the chart: runs, tables, explanation."""
