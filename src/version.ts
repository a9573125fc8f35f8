/** The version of lakesim; a test holds it against package.json. It stands in results.json. */
export const version = '0.1.0';
