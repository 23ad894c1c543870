import { listAllChanges } from '../../lib/events/list-all-changes.ts';
import { job } from '../../lib/http/endpoint.ts';

export const handler = job('list-changes', listAllChanges);
