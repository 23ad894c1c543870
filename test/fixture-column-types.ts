export interface Row {
  readonly accessed: string;
  readonly destructured: string;
  readonly renamed: string;
  readonly nested: Kind;
  readonly quoted: string;
  readonly given: string;
}

type Kind = { readonly inner: string };
