/** Monday, 1 January 2024, 00:00 UTC: time 0 of a scenario is a Monday, 00:00 UTC; in event logs it is this one. */
export const epochMs = 1_704_067_200_000;
export const toMs = (seconds: number): number => epochMs + Math.round(1000 * seconds);

/** Executors count from 1, as YARN's and Kubernetes' do. */
export const executorId = (executor: number): string => String(executor + 1);
