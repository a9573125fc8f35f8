/** Issues for people: place, what, the line with a caret, what to do. */
import type { Issue } from './errors.ts';
import type { Colors } from './io.ts';

export function formatIssue(issue: Issue, colors: Colors): string {
  const place = [issue.file, issue.line, issue.column].filter((part) => part !== null && part !== '').join(':');
  const head = [place && colors.bold(place), issue.subject && colors.bold(issue.subject)].filter(Boolean).join('  ');
  const lines = [head ? `${head}: ${issue.message}` : issue.message];
  if (issue.excerpt) lines.push(issue.excerpt.replace(/\n+$/, ''));
  if (issue.hint) lines.push(`  ${issue.hint}`);
  return lines.join('\n');
}

/** All of them, and how many there were if more than one. */
export function formatIssues(issues: readonly Issue[], colors: Colors): string {
  const texts = issues.map((issue) => `${colors.red('error')} ${formatIssue(issue, colors)}`);
  if (issues.length > 1) texts.push(`${issues.length} errors`);
  return `${texts.join('\n')}\n`;
}

export function formatWarnings(warnings: readonly Issue[], colors: Colors): string {
  return warnings.map((warning) => `${colors.yellow('warning')} ${formatIssue(warning, colors)}\n`).join('');
}
