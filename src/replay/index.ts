export { LogError, type LogPart, readApplication } from './log/index.ts';
export { type Machinery, type ReplayChanges, type Replayed, type ReplayOptions, replay } from './replay.ts';
export { type ClusterManager, clusterManagerOf } from './settings.ts';
