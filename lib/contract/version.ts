/** The version of the API, which is the version of the package. */
export const version = '0.1.0';
