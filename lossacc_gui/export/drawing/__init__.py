"""From a chart to placed lines, areas and words on a sheet of paper, measured in points and free of Qt."""
