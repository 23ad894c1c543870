export interface ReferencePage {
  readonly file: string;
  readonly type: string;
  readonly encoding: 'gzip' | null;
  /** The script changes with a deployment alone, and is large. */
  readonly cache: string;
}

/** The pages of the API reference, by path, as files of the bundle (infra/bundle-reference.ts). */
export const referencePages: Readonly<Record<string, ReferencePage>> = {
  '/docs': { file: 'docs.html', type: 'text/html', encoding: null, cache: 'no-cache' },
  '/docs/reference.js': {
    file: 'reference.js.gz',
    type: 'text/javascript',
    encoding: 'gzip',
    cache: 'public, max-age=3600',
  },
};
