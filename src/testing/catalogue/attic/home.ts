import type { AlbumOfPhotosWork } from '../works.ts';
import { plainMp4 } from './files.ts';

export const atticPhotoAlbums: readonly AlbumOfPhotosWork[] = [
  {
    index: 0,
    title: '2022 Autumn',
    sortTitle: '0000002022 autumn',
    clips: [{ title: 'cliffs', runtimeMs: 10 * 60_000, file: plainMp4 }],
    photos: ['view1', 'view2'],
  },
];
