export { renderVerification, type VerificationFile } from './render.ts';
export { answerOf, failures, groupLines, groupViews, scopeOf } from './view.ts';
