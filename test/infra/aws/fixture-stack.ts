import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import type { FunctionId } from '../../../infra/aws/grants.ts';
import { createOemsApp } from '../../../infra/aws/oems-app.ts';
import { checkStage, type DeployOptions, readStage } from '../../../infra/aws/stage.ts';
import { kebabCase, routes } from '../../../lib/contract/routes.ts';
import { jobs } from '../../../lib/jobs/jobs.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown; readonly Description?: string }>>;
}

export interface Synthesis {
  /** Name of the stack. */
  readonly name: string;
  readonly text: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly template: Template;
}

export const functionIds = [...Object.keys(routes), ...Object.keys(jobs)] as FunctionId[];

/** Fields of a stage's file that differ from `infra/stages/dev.json`. */
export interface Variant {
  readonly stage?: string;
  readonly [field: string]: unknown;
}

export function optionsOf({ stage = 'dev', ...fields }: Variant = {}): DeployOptions {
  const { stage: _dev, ...dev } = readStage('dev');
  return { stage, ...checkStage('variant', { ...dev, ...fields }) };
}

/** CDK reads the context of an app here too. The bundles are 100 MB: a synthesis that is only read needs no copies of them. */
const WITHOUT_COPIES = JSON.stringify({ 'aws:cdk:disable-asset-staging': true });

/** Synthesizes as the command does, and throws the same errors. `change` can break the app before the checks. */
export function synthesizeJudged(variant: Variant = {}, change?: (app: App) => void): Synthesis {
  const outdir = mkdtempSync(join(tmpdir(), 'oems-synth-'));
  process.env.CDK_CONTEXT_JSON = WITHOUT_COPIES;
  try {
    const app = createOemsApp({ distDir: 'dist', outdir, options: optionsOf(variant) });
    change?.(app);
    const [stack] = app.synth().stacks;
    const text = readFileSync(join(outdir, stack?.templateFile ?? ''), 'utf8');
    return { name: stack?.stackName ?? '', text, tags: stack?.tags ?? {}, template: JSON.parse(text) as Template };
  } finally {
    delete process.env.CDK_CONTEXT_JSON;
    rmSync(outdir, { recursive: true, force: true });
  }
}

/**
 * Synthesizes without the CloudFormation schemas: the start of the schema engine takes seconds, so a single test file
 * uses the schemas.
 */
function synthesizeFast(variant: Variant): Synthesis {
  process.env.CDK_VALIDATION = 'false';
  try {
    return synthesizeJudged(variant);
  } finally {
    delete process.env.CDK_VALIDATION;
  }
}

const synthesized = new Map<string, Synthesis>();

/** Synthesizes each variant once per test file, and again for each `copy`. */
export function synthesize(variant: Variant = {}, copy = ''): Synthesis {
  const key = JSON.stringify(variant) + copy;
  const found = synthesized.get(key) ?? synthesizeFast(variant);
  synthesized.set(key, found);
  return found;
}

/** Every option with a value that differs from the default. */
export const everyOption: Variant = {
  stage: 'prod',
  data: 'keep',
  identity: {
    kind: 'external',
    issuer: 'https://issuer.example/',
    audience: ['oems', 'desk'],
    tenantClaim: 'tenant_id',
  },
  fixedEgressIp: true,
  alarmEmail: 'desk@example.com',
  monthlyBudgetUsd: 500,
  pullMinutes: 60,
  ledgerRetentionDays: 400,
  journalRetentionDays: 500,
  auditRetentionDays: 3000,
  logRetentionDays: 365,
  corsOrigins: ['https://desk.example'],
  apiReference: true,
  customDomain: {
    name: 'api.example.com',
    certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/3f1c',
  },
  throttles: { read: { rate: 20, burst: 40 } },
  tenantBudgets: { trade: { rate: 7, burst: 9 } },
  tags: { 'cost-center': '42' },
  safetyConcurrency: 10,
  lambdaConcurrency: 3000,
  pullConcurrency: 5,
  accountsPerTenant: 20,
  maxReadRequestUnits: 5000,
  maxWriteRequestUnits: 3000,
  permissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/boundary',
};

export function resourcesOf({ template }: Synthesis, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
}

export function theOnly(synthesis: Synthesis, type: string): Resource {
  const found = resourcesOf(synthesis, type);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} resources of type ${type}`);
  return found[0][1];
}

/** Logical id and resource of a function, by the id in the tables. */
export function lambdaOf(synthesis: Synthesis, id: FunctionId): [string, Resource] {
  const name = `${synthesis.name}-${kebabCase(id)}`;
  const found = resourcesOf(synthesis, 'AWS::Lambda::Function').find(
    ([, { Properties }]) => Properties.FunctionName === name,
  );
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
}

/** Intrinsic functions as text: `arn:<logical id>`, `<logical id>`; for comparing, not for AWS. */
export function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = []] = Object.entries(value as Record<string, unknown>);
  if (name === 'Ref') return pseudo[argument as string] ?? (argument as string);
  if (name === 'Fn::GetAtt')
    return (argument as string[])[1] === 'Arn' ? `arn:${(argument as string[])[0]}` : (argument as string[]).join('.');
  if (name === 'Fn::Join') {
    const [glue, parts] = argument as [string, unknown[]];
    return parts.map(flat).join(glue);
  }
  throw new Error(`cannot flatten ${JSON.stringify(value)}`);
}

const pseudo: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::AccountId': '111122223333',
  'AWS::URLSuffix': 'amazonaws.com',
};
