import type { Egress } from './network.ts';
import type { DeployOptions } from './stage.ts';
import type { Granted } from './statements.ts';

/** Resources and options that all functions share. */
export interface FunctionSetting extends Granted {
  readonly options: DeployOptions;
  /** Null: functions live outside any VPC and reach the exchanges directly. */
  readonly egress: Egress | null;
  readonly distDir: string;
  /** Where the deployment's own issuer gives tokens; null with an issuer of somebody else. */
  readonly tokenUrl: string | null;
}
