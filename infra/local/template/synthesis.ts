import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SettingsError } from '../stack/settings.ts';

/** A resource of the template. The properties are not resolved. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  /** The resource exists only if this condition of the template holds. */
  readonly Condition?: string;
}

/** A synthesized stack: the template, and the folders with the code of the functions. */
export interface Synthesis {
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly parameters: Readonly<Record<string, { readonly Default?: unknown }>>;
  /** Object key in the assets bucket -> folder on this machine. */
  readonly assets: ReadonlyMap<string, string>;
}

/** A part of the template that the local stack cannot run. */
export class TemplateError extends SettingsError {
  constructor(logicalId: string, property: string, problem: string) {
    super(`${logicalId}${property === '' ? '' : `.${property}`}: ${problem}`);
  }
}

interface CloudAssembly {
  readonly artifacts?: Readonly<Record<string, { readonly type: string; readonly properties?: ArtifactProperties }>>;
}

interface ArtifactProperties {
  readonly templateFile?: string;
  readonly file?: string;
}

interface AssetManifest {
  readonly files?: Readonly<Record<string, AssetFile>>;
}

interface AssetFile {
  readonly source: { readonly path?: string };
  readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
}

/**
 * Reads the stack of a cloud assembly (`cdk.out`). Throws a SettingsError unless the assembly has exactly one stack.
 */
export async function readSynthesis(outDir: string): Promise<Synthesis> {
  const { artifacts = {} } = (await readJson(join(outDir, 'manifest.json'))) as CloudAssembly;
  const stacks = Object.values(artifacts).filter(({ type }) => type === 'aws:cloudformation:stack');
  const [stack] = stacks;
  const templateFile = stack?.properties?.templateFile;
  if (stacks.length !== 1 || templateFile === undefined) {
    throw new SettingsError(`${outDir} holds ${stacks.length} stacks, expected one: synthesize the stack again`);
  }
  const template = (await readJson(join(outDir, templateFile))) as {
    Resources: Synthesis['resources'];
    Parameters?: Synthesis['parameters'];
  };
  const manifests = Object.values(artifacts).filter(({ type }) => type === 'cdk:asset-manifest');
  const assets = await Promise.all(manifests.map(({ properties }) => readAssets(outDir, properties?.file)));
  return { resources: template.Resources, parameters: template.Parameters ?? {}, assets: new Map(assets.flat()) };
}

async function readAssets(outDir: string, file: string | undefined): Promise<[string, string][]> {
  if (file === undefined) return [];
  const { files = {} } = (await readJson(join(outDir, file))) as AssetManifest;
  return Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, join(outDir, source.path ?? '')]),
  );
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new SettingsError(`${path} cannot be read: synthesize the stack first`, { cause: error });
  }
}
