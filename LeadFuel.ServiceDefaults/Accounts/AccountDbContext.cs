using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeadFuel.Accounts;

/// <summary>A database context behind the wall: every owned entity is filtered, stamped and checked by the account of its scope.</summary>
public abstract class AccountDbContext(DbContextOptions options, CurrentAccount account)
    : DbContext(options)
{
    public const string AccountFilter = "account";
    public const string KeptFilter = "kept";

    /// <summary>The schema, named like the database.</summary>
    public abstract string Schema { get; }

    /// <summary>The functions that answer before an account is known.</summary>
    public virtual IReadOnlyList<Door> Doors => [];

    public CurrentAccount Account => account;

    protected string AccountEmail => account.Email;

    /// <summary>Begins the unit of work: one transaction that carries the account. Ask vendors and other services before.</summary>
    public async Task<Work> Begin(CancellationToken ct)
    {
        if (Database.CurrentTransaction is not null)
        {
            throw new InvalidOperationException("A unit of work is already open on this context.");
        }

        var transaction = await Database.BeginTransactionAsync(ct);
        var work = new Work(this, transaction);
        try
        {
            await OnBegun(ct);
            return work;
        }
        catch
        {
            await work.DisposeAsync();
            throw;
        }
    }

    protected virtual Task OnBegun(CancellationToken ct) => Task.CompletedTask;

    protected internal virtual Task BeforeCommit(string? answer, CancellationToken ct) =>
        Task.CompletedTask;

    protected internal virtual void AfterCommit() { }

    protected internal virtual void AfterRollback() { }

    public override Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess,
        CancellationToken cancellationToken = default
    )
    {
        StampOwner();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Save with Work.Commit.");

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder
            .AddInterceptors(AccountGate.Instance)
            .ConfigureWarnings(warnings =>
                warnings.Ignore(
                    CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning
                )
            );

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Select(e => e.ClrType).ToList())
        {
            if (
                entity.GetNestedType("Table", BindingFlags.Public | BindingFlags.NonPublic) is
                { } table
            )
            {
                Call(nameof(Configure), entity, modelBuilder, table);
            }

            if (typeof(IOwned).IsAssignableFrom(entity))
            {
                Call(nameof(BuildWall), entity, modelBuilder);
            }
            else if (entity.GetCustomAttribute<StoredAttribute>() is not { Global: true })
            {
                throw new InvalidOperationException(
                    $"{entity.Name} is neither owned by an account nor declared global."
                );
            }

            if (typeof(IDeletable).IsAssignableFrom(entity))
            {
                Call(nameof(BuildBin), entity, modelBuilder);
            }
        }
    }

    private void Call(string method, Type entity, params object[] arguments) =>
        typeof(AccountDbContext)
            .GetMethod(
                method,
                BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic
            )!
            .MakeGenericMethod(entity)
            .Invoke(this, arguments);

    private static void Configure<TEntity>(ModelBuilder model, Type table)
        where TEntity : class =>
        ((IEntityTypeConfiguration<TEntity>)Activator.CreateInstance(table)!).Configure(
            model.Entity<TEntity>()
        );

    // The constraint makes an entity without an owner fail when the model is built, at start.
    private void BuildWall<TEntity>(ModelBuilder model)
        where TEntity : class, IOwned
    {
        var entity = model.Entity<TEntity>();
        entity.HasQueryFilter(AccountFilter, row => row.AccountEmail == AccountEmail);
        // Byte order: the default collation would make equal addresses compare by the locale.
        entity.Property(row => row.AccountEmail).HasColumnType("text").UseCollation("C");
        var name = entity.Metadata.ClrType.Name;
        entity.ToTable(table =>
            table.HasCheckConstraint(
                $"ck_{name.ToLowerInvariant()}_account",
                "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
            )
        );
    }

    private static void BuildBin<TEntity>(ModelBuilder model)
        where TEntity : class, IDeletable =>
        model.Entity<TEntity>().HasQueryFilter(KeptFilter, row => row.DeletedAt == null);

    private void StampOwner()
    {
        foreach (var entry in ChangeTracker.Entries<IOwned>())
        {
            var owner = entry.Property(row => row.AccountEmail);
            if (entry.State == EntityState.Added)
            {
                owner.CurrentValue = account.Email;
            }
            else if (entry.State != EntityState.Unchanged && owner.OriginalValue != account.Email)
            {
                throw new InvalidOperationException(
                    $"{entry.Metadata.Name} belongs to another account."
                );
            }
        }
    }
}
