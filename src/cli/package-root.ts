/** Where the package lies, from source, from the compiled library and from the bundle alike. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The next folder upwards with a package.json. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('the package that this program belongs to was not found');
    folder = above;
  }
  return folder;
}

/** Names of the bundled scenarios, sorted, without `.yaml`. */
export function bundledScenarios(): string[] {
  const folder = join(packageRoot(), 'scenarios');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

export function bundledScenarioFile(name: string): string {
  return join(packageRoot(), 'scenarios', `${name}.yaml`);
}
