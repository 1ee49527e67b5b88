import * as z from 'zod/mini';
import { id, number, rows, text } from '../http/wire-readers.ts';

/** Everything that a media server says in JSON is inside one object. */
interface Container<T> {
  readonly MediaContainer: T;
}

const container = <T>(content: z.ZodMiniType<T>): z.ZodMiniType<Container<T>> => z.object({ MediaContainer: content });

/** `GET /identity`. */
export interface IdentityContainer {
  readonly machineIdentifier: string;
  readonly version?: string | undefined;
}

export const identityAnswer: z.ZodMiniType<Container<IdentityContainer>> = container(
  z.object({ machineIdentifier: id, version: text }),
);

/** `GET /`. */
export interface RootContainer {
  readonly machineIdentifier: string;
  readonly friendlyName?: string | undefined;
  readonly version?: string | undefined;
}

export const rootAnswer: z.ZodMiniType<Container<RootContainer>> = container(
  z.object({ machineIdentifier: id, friendlyName: text, version: text }),
);

/** A listing, or one item, whose rows have not been read yet. */
export interface RowsContainer {
  readonly totalSize?: number | undefined;
  readonly librarySectionID?: string | undefined;
  readonly Metadata?: readonly unknown[] | undefined;
  readonly Directory?: readonly unknown[] | undefined;
}

export const rowsAnswer: z.ZodMiniType<Container<RowsContainer>> = container(
  z.object({
    totalSize: number,
    librarySectionID: text,
    Metadata: rows,
    Directory: rows,
  }),
);

export interface SectionRow {
  readonly key: string;
  readonly type: string;
  readonly title?: string | undefined;
  readonly agent?: string | undefined;
}

export const sectionRow: z.ZodMiniType<SectionRow> = z.object({ key: id, type: id, title: text, agent: text });

export const sectionsAnswer: z.ZodMiniType<Container<{ readonly Directory?: readonly unknown[] | undefined }>> =
  container(z.object({ Directory: rows }));

/** One hub for each kind of hit; people and genres come as `Directory`, which is not read. */
export const hubRow: z.ZodMiniType<{ readonly Metadata?: readonly unknown[] | undefined }> = z.object({
  Metadata: rows,
});

export const hubsAnswer: z.ZodMiniType<Container<{ readonly Hub?: readonly unknown[] | undefined }>> = container(
  z.object({ Hub: rows }),
);
