export * from './core/index.ts';
export { type LoadOptions, type LoadResult, loadScenario, parseScenario } from './language/load.ts';
export { listProfiles, loadProfiles, ProfileError, type ProfileLibrary } from './language/profiles.ts';
export { scenarioJsonSchema } from './language/schema.ts';
export type { SourceIssue } from './language/source.ts';
