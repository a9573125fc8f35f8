/** How rows and indexes lie in pages: arithmetic alone. */

export interface PageForm {
  readonly form: 'rows' | 'columns';
  readonly page: number;
  readonly pageHeader: number;
  readonly rowOverhead: number;
  readonly expansion: number;
  readonly fillFactor: number;
  readonly wasted: number;
  readonly bloat: number;
  readonly indexEntry: number;
  readonly indexFill: number;
}

/** Rows larger than that part of a page are cut, so that pages are filled (PostgreSQL: TOAST_TUPLES_PER_PAGE). */
const leastRowsPerPage = 4;

/**
 * Bytes of disk that a row of so many bytes takes, in the mean. Only whole rows are in a page, as far as it is to be
 * filled; as rows differ in size some room is left at its end:
 *
 *     row   = rowOverhead + expansion x bytes as they come
 *     rows  = (page - header) x fillFactor / row - wasted
 *     bytes = bloat x page / rows
 *
 * With sizes of mean m and variation c the rows that fit into t are t / m - (1 - c^2) / 2 (renewal theory), a half less
 * than their share where they differ little. Columns have no pages with room left: bytes = bloat x row.
 */
export const storedRowBytes = (form: PageForm, rowBytes: number): number => {
  const row = form.rowOverhead + form.expansion * rowBytes;
  if (form.form === 'columns') return form.bloat * row;
  const fitting = ((form.page - form.pageHeader) * form.fillFactor) / row;
  return (form.bloat * form.page) / (fitting > leastRowsPerPage ? fitting - form.wasted : fitting);
};

/** Pages of a B-tree over so many rows. */
export interface IndexShape {
  readonly entriesPerPage: number;
  readonly leaves: number;
  /** Pages above the leaves, and how many of them a search goes through. */
  readonly innerPages: number;
  readonly height: number;
}

/** Each level has a page for `entriesPerPage` pages of the level below, up to the one root. */
export const indexShape = (form: PageForm, rows: number): IndexShape => {
  const entriesPerPage = Math.max(2, Math.floor(((form.page - form.pageHeader) * form.indexFill) / form.indexEntry));
  const leaves = Math.max(1, Math.ceil(rows / entriesPerPage));
  let innerPages = 0;
  let height = 0;
  for (let level = leaves; level > 1; height++) {
    level = Math.ceil(level / entriesPerPage);
    innerPages += level;
  }
  return { entriesPerPage, leaves, innerPages, height };
};

/**
 * Different pages among those of so many rows that lie anywhere in a table of so many pages. With N rows wanted of T
 * pages each is met with the same chance: T x (1 - (1 - 1/T)^N), which T x (1 - exp(-N/T)) comes near to (Cardenas, 1975).
 */
export const pagesOfRows = (rows: number, pages: number): number =>
  pages <= 1 ? Math.min(rows, pages) : pages * -Math.expm1(-rows / pages);
