/** Answers of Kraken, as far as tests read them. One type for all endpoints: a test names the fields it expects. */
export interface Answer {
  result: string;
  error: string;
  errors: { code: number; message: string }[];
  serverTime: string;
  uid: string;
  sendStatus: SendStatus;
  editStatus: SendStatus & { orderId: string };
  cancelStatus: SendStatus & { cancelledOrders: { order_id: string; cliOrdId?: string }[]; cancelOnly: string };
  batchStatus: { status: string; order_id?: string }[];
  openOrders: WireOpenOrder[];
  openPositions: WirePosition[];
  orders: {
    order: WireOrder & { priceTriggerOptions?: { triggerPrice: number } };
    status: string;
    updateReason: string | null;
    error: string | null;
  }[];
  fills: WireFill[];
  accounts: WireAccounts;
  instruments: WireInstrument[];
  tickers: { symbol: string; bid: number; ask: number; markPrice: number; fundingRate?: number }[];
  ticker: { symbol: string; bid: number; ask: number; suspended: boolean };
  orderBook: { bids: [number, number][]; asks: [number, number][] };
  rates: { timestamp: string; fundingRate: number; relativeFundingRate: number }[];
  leveragePreferences: { symbol: string; maxLeverage: number }[];
}

export interface SendStatus {
  status: string;
  order_id?: string;
  cliOrdId?: string;
  receivedTime: string;
  orderEvents: WireEvent[];
}

export interface WireEvent {
  type: string;
  uid?: string;
  reason?: string;
  price?: number;
  amount?: number;
  order?: WireOrder;
  old?: WireOrder;
  new?: WireOrder;
  orderTrigger?: {
    uid: string;
    type: string;
    triggerPrice: number;
    triggerSide: string;
    triggerSignal: string;
    limitPrice: number | null;
  };
  orderPriorExecution?: WireOrder;
  orderPriorEdit?: WireOrder | null;
  reducedQuantity?: number | null;
  takerReducedQuantity?: number | null;
}

export interface WireOrder {
  orderId: string;
  cliOrdId: string | null;
  type: string;
  symbol: string;
  side: string;
  quantity: number;
  filled: number;
  limitPrice: number;
  reduceOnly: boolean;
}

export interface WireOpenOrder {
  order_id: string;
  cliOrdId?: string;
  orderType: string;
  limitPrice?: number;
  stopPrice?: number;
  unfilledSize?: number;
  filledSize: number;
  status: string;
  triggerSignal?: string;
}

export interface WirePosition {
  symbol: string;
  side: string;
  size: number;
  price: number;
  unrealizedFunding: number;
  unrealizedPnl: number;
  maxFixedLeverage?: number;
}

export interface WireFill {
  fill_id: string;
  order_id: string;
  cliOrdId?: string;
  symbol: string;
  side: string;
  size: number;
  price: number;
  fillTime: string;
  fillType: string;
  realized_pnl: number;
  fee_paid: number;
}

export interface WireAccounts {
  cash: { balances: Record<string, string> };
  fi_xbtusd: {
    balances: Record<string, string>;
    auxiliary: Record<string, number>;
    marginRequirements: Record<string, number>;
  };
  flex: Record<string, number> & { currencies: Record<string, Record<string, number>> };
}

export interface WireInstrument {
  symbol: string;
  type: string;
  tickSize: number;
  contractSize: number;
  contractValueTradePrecision: number;
  lastTradingTime?: string;
  fundingRateCoefficient?: number;
  marginLevels: Record<string, number>[];
}

export interface History {
  accountUid: string;
  logs: WireLog[];
  len: number;
  elements: { uid: string; timestamp: number; event: Record<string, WireHistoryEvent> }[];
  continuationToken?: string;
}

export interface WireLog {
  id: number;
  date: string;
  asset: string;
  contract: string | null;
  info: string;
  booking_uid: string;
  margin_account: string;
  old_balance: number;
  new_balance: number;
  new_average_entry_price: number | null;
  trade_price: number | null;
  realized_pnl: number | null;
  realized_funding: number | null;
  fee: number | null;
  liquidation_fee: number | null;
  funding_rate: number | null;
  execution: string | null;
  conversion_spread_percentage: number | null;
}

export interface WireHistoryEvent {
  reason: string;
  order: { uid: string; quantity: string; filled: string; clientId: string; orderType: string };
  newOrder: { uid: string; quantity: string; filled: string };
  positionChange: string;
  updateReason: string;
  realizedPnL: string;
  newPosition: string;
  executionUid: string;
  execution: { uid: string; executionType: string; quantity: string };
}
