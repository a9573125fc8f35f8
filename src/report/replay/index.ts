export { type ReplayFile, renderReplay } from './render.ts';
