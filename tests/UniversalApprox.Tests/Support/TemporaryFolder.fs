module UniversalApprox.Tests.Support.TemporaryFolder

open System.IO

/// Gives an action an empty folder of its own and removes it afterwards.
let withFolder action =
    let folder = Directory.CreateTempSubdirectory "ua-tests-"

    try
        action folder.FullName
    finally
        folder.Delete(recursive = true)

/// The same as a test.
let inFolder test () = withFolder test

/// Writes a file and returns its path.
let write (folder: string) name (text: string) =
    let path = Path.Combine(folder, name)
    File.WriteAllText(path, text)
    path
