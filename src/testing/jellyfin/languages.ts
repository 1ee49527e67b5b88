const names: Readonly<Record<string, string>> = {
  deu: 'German',
  eng: 'English',
  fra: 'French',
  ita: 'Italian',
  jpn: 'Japanese',
  kor: 'Korean',
  pol: 'Polish',
  por: 'Portuguese',
  spa: 'Spanish',
  swe: 'Swedish',
  und: 'Undetermined',
};

/** `deu` to `German`. A code that is not in the table stands for itself. */
export function languageName(code: string): string {
  return names[code] ?? code;
}
