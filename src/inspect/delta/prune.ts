import type { FileMetaData, SchemaElement } from 'hyparquet';

/** The same file, as if it had only the columns at or below these paths. */
export function prune(metadata: FileMetaData, paths: readonly string[]): FileMetaData {
  const keeps = (path: string): boolean => paths.some((each) => path === each || path.startsWith(`${each}.`));
  const { schema } = metadata;
  let at = 1;
  const walk = (path: string): SchemaElement[] => {
    const element = schema[at++]!;
    const own = path === '' ? element.name : `${path}.${element.name}`;
    const children: SchemaElement[] = [];
    let count = 0;
    for (let i = element.num_children ?? 0; i > 0; i--) {
      const below = walk(own);
      if (below.length > 0) count++;
      children.push(...below);
    }
    if ((element.num_children ?? 0) > 0) return count === 0 ? [] : [{ ...element, num_children: count }, ...children];
    return keeps(own) ? [element] : [];
  };
  const root = schema[0]!;
  const kept: SchemaElement[] = [];
  let count = 0;
  for (let i = root.num_children ?? 0; i > 0; i--) {
    const below = walk('');
    if (below.length > 0) count++;
    kept.push(...below);
  }
  return {
    ...metadata,
    schema: [{ ...root, num_children: count }, ...kept],
    row_groups: metadata.row_groups.map((group) => ({
      ...group,
      columns: group.columns.filter(
        ({ meta_data }) => meta_data !== undefined && keeps(meta_data.path_in_schema.join('.')),
      ),
    })),
  };
}
