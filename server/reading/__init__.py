"""What stays of a lesson: its papers, behind a link that can be taken back."""
