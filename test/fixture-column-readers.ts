import type { Row } from './fixture-column-types.ts';

/** Fields of equal names in another type. */
interface Other {
  readonly quoted: string;
  readonly given: string;
}

/** Reads `quoted` in this comment alone. */
export function readRow(row: Row, { quoted, given }: Other): readonly string[] {
  const {
    destructured,
    renamed: named,
    nested: { inner },
  } = row;
  return [row.accessed, destructured, named, inner, quoted, given, 'row.quoted and row.given'];
}

/** A value is no reading. */
export const row: Row = {
  accessed: '',
  destructured: '',
  renamed: '',
  nested: { inner: '' },
  quoted: '',
  given: '',
};
