export { assembleResults, type Findings } from './assemble.ts';
export { BudgetError, InvariantError, ScenarioError } from './errors.ts';
export { furtherJobs, type Job, type JobOptions, type JobResult, JobRunner, runJob } from './jobs.ts';
export { mathDigest } from './math-digest.ts';
export { budgets } from './messages.ts';
export type { Prediction } from './prediction.ts';
export type { Measured, MetricRecord, ReplicationBound, ReplicationResult } from './replication.ts';
export { type SimulateOptions, simulate } from './simulate.ts';
export type { SweepPoint } from './sweep.ts';
