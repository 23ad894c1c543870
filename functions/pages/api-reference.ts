import { serveReference } from '../../lib/http/serve-reference.ts';

export const handler = serveReference(import.meta.dirname);
