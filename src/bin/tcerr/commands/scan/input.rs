//! What is scanned: files, folders of them and standard input, packed or not, in any encoding.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use encoding_rs_io::DecodeReaderBytesBuilder;
use ignore::WalkBuilder;
use tcerr::utf16;

/// How a log lies there.
pub(super) enum Log {
    /// Bytes that can be looked at in any place.
    Mapped(memmap2::Mmap),
    /// Bytes that come one after another.
    Stream(Box<dyn Read + Send>),
}

/// The files that are meant by `paths`: a folder stands for the files in it, in their order.
/// Errors are handed to `fail` and left out.
pub(super) fn files(paths: &[PathBuf], mut fail: impl FnMut(&Path, String)) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let walk = WalkBuilder::new(path).sort_by_file_path(Path::cmp).build();
        for entry in walk {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    files.push(entry.into_path());
                }
                Ok(_) => {}
                Err(error) => fail(path, error.to_string()),
            }
        }
    }
    files
}

/// Opens a file, unpacked if it is packed.
pub(super) fn open(path: &Path) -> io::Result<Log> {
    let mut file = File::open(path)?;
    let length = file.metadata().map(|data| if data.is_file() { data.len() } else { 0 })?;
    if length == 0 {
        // A pipe, or something else that has no places.
        return Ok(Log::Stream(unpacked(file)?));
    }
    let mut head = Vec::new();
    (&mut file).take(HEAD as u64).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    let is_plain = packing(&head).is_none() && utf16(&head).is_none();
    if is_plain
        && length >= WORTH_MAPPING
        && let Some(log) = mapped(&file)
    {
        return Ok(Log::Mapped(log));
    }
    Ok(Log::Stream(unpacked(file)?))
}

/// From this size on, mapping a file is faster than reading it, in bytes.
const WORTH_MAPPING: u64 = 4 << 20;

/// A file that was written so lately may be written now.
const LATELY: Duration = Duration::from_millis(250);

/// A file in memory; `None` if it cannot be had there or should not.
///
/// Who looks at a mapped file that somebody cuts short is killed by the system. Logs are cut short,
/// by rotations that copy and truncate, while their program writes them; so one that is being
/// written is read, at the price of half the speed or less.
#[allow(unsafe_code, reason = "reading a log takes twice as long as looking at it")]
fn mapped(file: &File) -> Option<memmap2::Mmap> {
    let written = file.metadata().ok()?.modified().ok()?;
    written.elapsed().ok().filter(|&age| age >= LATELY)?;
    // SAFETY: the bytes are read only, as bytes, and no reference to them outlives the mapping.
    // That nobody changes the file cannot be had from the system; see above for what is done.
    unsafe { memmap2::Mmap::map(file) }.ok()
}

/// The text of a stream, unpacked, in UTF-8 where it was UTF-16.
pub(super) fn unpacked(stream: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut stream: Box<dyn Read + Send> = Box::new(stream);
    // A packed file may hold a packed file, but not for ever.
    for _ in 0..3 {
        let (head, whole) = peeked(stream)?;
        stream = match packing(&head) {
            Some(Packing::Gzip) => {
                Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(whole)))
            }
            Some(Packing::Zstd) => Box::new(Zstd::new(BufReader::new(whole))),
            None => {
                return Ok(match utf16(&head) {
                    Some(encoding) => Box::new(
                        DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(whole),
                    ),
                    None => Box::new(whole),
                });
            }
        };
    }
    Ok(stream)
}

/// As many bytes are looked at to tell a packing or an encoding, if they are there at once.
const HEAD: usize = 4096;

/// Fewer bytes do not tell a packing.
const LEAST: usize = 4;

/// A stream whose beginning was looked at.
type Whole<R> = io::Chain<io::Cursor<Vec<u8>>, R>;

/// The beginning of a stream, and the stream as it was.
fn peeked<R: Read>(mut stream: R) -> io::Result<(Vec<u8>, Whole<R>)> {
    let mut head = vec![0; HEAD];
    let mut length = 0;
    // Who writes slowly is not waited for.
    while length < LEAST {
        match stream.read(&mut head[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    head.truncate(length);
    Ok((head.clone(), io::Cursor::new(head).chain(stream)))
}

enum Packing {
    Gzip,
    Zstd,
}

fn packing(head: &[u8]) -> Option<Packing> {
    if head.starts_with(&[0x1f, 0x8b]) {
        Some(Packing::Gzip)
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Some(Packing::Zstd)
    } else {
        None
    }
}

/// Frame after frame of a zstd file.
struct Zstd<R: io::BufRead> {
    frame: Option<ruzstd::decoding::StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>,
    rest: Option<R>,
}

impl<R: io::BufRead> Zstd<R> {
    fn new(source: R) -> Self {
        Self { frame: None, rest: Some(source) }
    }
}

impl<R: io::BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let read = frame.read(buffer)?;
                if read > 0 || buffer.is_empty() {
                    return Ok(read);
                }
                self.rest = self.frame.take().map(ruzstd::decoding::StreamingDecoder::into_inner);
            }
            let Some(mut source) = self.rest.take() else { return Ok(0) };
            if source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            let frame =
                ruzstd::decoding::StreamingDecoder::new(source).map_err(io::Error::other)?;
            self.frame = Some(frame);
        }
    }
}
