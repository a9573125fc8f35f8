export { renderValidation, type ValidationFile } from './render.ts';
export { answerOf, groupLines, groupViews, missesOf, scopeOf } from './view.ts';
