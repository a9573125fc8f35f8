import { defineConfig } from 'vitest/config';

/** What takes minutes and is left out of `npm test`. */
export default defineConfig({
  test: { include: ['test/long/**/*.test.ts'], testTimeout: 1_800_000 },
});
