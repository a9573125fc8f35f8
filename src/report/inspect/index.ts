export { type InspectFile, renderInspect } from './render.ts';
