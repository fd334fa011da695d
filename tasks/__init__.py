"""What: plans, headings, tasks and assignments; how they are issued, answered, reviewed and extended."""
