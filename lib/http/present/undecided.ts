import type { Undecided } from '../../journal/undecided.ts';
import { isoOrNull } from './iso-time.ts';

export function presentUndecided({ undecided }: { readonly undecided?: Undecided }) {
  if (undecided === undefined) return {};
  const { needsPerson: needs_person, because, lookedAt } = undecided;
  return { undecided: { needs_person, because, looked_at: isoOrNull(lookedAt) } };
}
