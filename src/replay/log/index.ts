export { LogError } from './errors.ts';
export type { LogPart } from './find-parts.ts';
export type { LogWarning } from './messages.ts';
export { readApplication } from './read-application.ts';
export type * from './types.ts';
