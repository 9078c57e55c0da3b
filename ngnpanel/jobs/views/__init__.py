"""The pages of jobs and schedules."""
