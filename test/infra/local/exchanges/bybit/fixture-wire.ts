/** Answers of Bybit, as far as tests read them. One type for all endpoints: a test names the fields it expects. */
export interface Answer {
  readonly retCode: number;
  readonly retMsg: string;
  readonly result: Result;
  readonly retExtInfo: { readonly list?: readonly { readonly code: number; readonly msg: string }[] };
  readonly time: number;
}

export interface Result {
  readonly orderId?: string;
  readonly orderLinkId?: string;
  readonly nextPageCursor?: string;
  readonly category?: string;
  readonly timeSecond?: string;
  readonly list: readonly Row[];
  readonly permissions?: Readonly<Record<string, readonly string[]>>;
  readonly [field: string]: unknown;
}

/** Texts but for the few fields that are named here. */
export interface Row {
  readonly coin?: readonly Readonly<Record<string, string>>[] & string;
  readonly reduceOnly?: boolean;
  readonly isMaker?: boolean;
  readonly positionIdx?: number;
  readonly [field: string]: unknown;
}
