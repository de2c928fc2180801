"""What all of the window shares: colours, letters, icons, language, text from logs, the question where to save."""
