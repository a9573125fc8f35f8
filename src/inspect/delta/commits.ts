/** JSON lines of commits and of JSON checkpoints. */
import { InspectError } from '../errors.ts';
import type { TableFolder } from '../folder.ts';
import type { Action, FileAction } from './actions.ts';
import { logFolder } from './log-files.ts';

/** The actions of one file. Throws InspectError with the line that is broken. */
export function readActions(folder: TableFolder, name: string): Action[] {
  const path = `${logFolder}/${name}`;
  const text = folder.text(path);
  const actions: Action[] = [];
  let line = 0;
  for (let at = 0; at < text.length; ) {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    line++;
    const part = text.slice(at, end).trim();
    at = end + 1;
    if (part === '') continue;
    let action: unknown;
    try {
      action = JSON.parse(part);
    } catch {
      const last = end === text.length;
      throw new InspectError(
        folder.name(path),
        `${last ? 'the last line is cut off or broken' : 'the line is broken'}: one JSON action is expected`,
        undefined,
        line,
      );
    }
    if (typeof action !== 'object' || action === null || Array.isArray(action))
      throw new InspectError(folder.name(path), 'one JSON action is expected on each line', undefined, line);
    const { add, remove } = action as Action;
    if (add) check(add, true, folder.name(path), line);
    if (remove) check(remove, false, folder.name(path), line);
    actions.push(action as Action);
  }
  if (actions.length === 0)
    throw new InspectError(folder.name(path), 'the file is empty: at least one action is expected');
  return actions;
}

export function check(file: FileAction, added: boolean, shown: string, line: number | null): void {
  const what = added ? 'add' : 'remove';
  if (typeof file.path !== 'string' || file.path === '')
    throw new InspectError(shown, `an action ${what} has no path`, undefined, line);
  const size = Number(file.size);
  if (added && !(size >= 0 && Number.isFinite(size)))
    throw new InspectError(shown, 'an action add has no size: a number of bytes is expected', undefined, line);
}
