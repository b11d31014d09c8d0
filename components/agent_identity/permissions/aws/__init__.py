"""What AWS's policies really allow: the model of what an input says, its readers, the evaluator and the analysis."""
