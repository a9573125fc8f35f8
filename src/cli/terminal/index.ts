export { renderTerminal, type TerminalOptions } from './render.ts';
